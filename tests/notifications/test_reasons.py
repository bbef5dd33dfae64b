"""Reasons are kept in English and read in the language of the desk: every one that our own code can write."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import notifications
from foundation.languages import Message
from notifications.channels.smtp_replies import meaning
from notifications.desk_words import reason_word

HOUSE = Path(notifications.__file__).parent
WRITERS = [*(HOUSE / name for name in ("claims.py", "gate.py", "holds.py", "send.py")),
           *(HOUSE / "channels").glob("[a-z]*.py"), *(HOUSE / "replies").glob("[a-z]*.py")]  # fmt: skip


def said(path: Path) -> Iterator[Message]:
    """Every sentence of a file that is made with `say`, its values filled in."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            text = ast.literal_eval(node.args[0])
            yield Message(text, {keyword.arg or "": f"7 {keyword.arg} 7" for keyword in node.keywords})


def unmarked(path: Path) -> Iterator[str]:
    """Every text of a file that reads like a sentence and is neither marked nor a docstring."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    docstrings = [node.value for node in nodes if isinstance(node, ast.Expr)]
    marked = [node.args[0] for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"]
    apart = {id(node) for node in (*docstrings, *marked)}
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in apart]
    yield from (text for text in texts if isinstance(text, str) and re.search(r"( \w.*){3}\.$", text, re.DOTALL))


def test_every_reason_is_said_in_the_language_of_the_desk() -> None:
    sentences = {str(message): message for path in WRITERS for message in said(path)}

    shown = {kept: reason_word(kept) for kept in sentences}

    assert len(sentences) > 45
    assert {kept: _in_indonesian(word) for kept, word in shown.items()} == {
        kept: message.in_language("id") for kept, message in sentences.items()
    }
    assert [kept for kept, word in shown.items() if _in_indonesian(word) == kept] == []


def test_no_reason_is_written_that_translators_cannot_find() -> None:
    assert [text for path in WRITERS for text in unmarked(path)] == []


def test_what_a_mail_server_says_stays_as_it_is() -> None:
    kept = meaning(550, b"5.1.1 Mailbox unavailable.").reason

    assert _in_indonesian(reason_word(kept)) == "Server email tidak menerima alamat ini: 550 5.1.1 Mailbox unavailable."


def _in_indonesian(word: Message | str) -> str:
    return word.in_language("id") if isinstance(word, Message) else word
