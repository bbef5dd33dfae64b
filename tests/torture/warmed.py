"""What a process reads when it writes its first letters: read once, in the fork server, and not after each kill."""

from foundation.languages import LANGUAGES
from notifications.render import letter_of
from tests.notifications.cast import ALL_OF_IT, SETTINGS, facts

for language in LANGUAGES:
    for kind, before in (("invited", None), ("changed", ALL_OF_IT), ("withdrawn", ALL_OF_IT)):
        letter_of(facts(kind, language=language, before=before), SETTINGS)
