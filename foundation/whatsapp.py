"""WhatsApp: the address that opens it with a text ready to be sent. Nothing is handed over by the program itself."""

from urllib.parse import quote


def whatsapp_address(text: str, phone: str | None = None) -> str:
    """With a phone number the chat of that person, without one the list to choose from."""
    return f"https://wa.me/{(phone or '').removeprefix('+')}?text={quote(text)}"
