"""Where a mail server is, who we are there, when the conversation turns secret: for sending and reading alike."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from foundation.settings import BadSetting


class Security(Enum):
    """When the conversation turns secret."""

    TLS = "from the first byte"
    STARTTLS = "before a word is said, or nothing is said"
    IF_OFFERED = "when the server offers it"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, compare=False, repr=False)
    path: str = ""
    """What stands behind the host, without its slash."""


def mail_server(
    setting: str, address: str, ports: Mapping[str, int], context: ssl.SSLContext | None = None
) -> MailServer:
    """From `scheme://user:password@host:port/path`; user, password and path are percent-decoded. `ports` are the
    schemes and their usual ports: one that ends in s is secret from the first byte, with any other STARTTLS is insisted
    on unless the host is this machine. Raises BadSetting, naming the setting."""
    example = "{}://user:password@host:{}".format(*next(iter(ports.items())))
    try:
        url = urlsplit(address)
        host, port = url.hostname or "", url.port or ports[url.scheme]
    except (ValueError, KeyError):
        raise BadSetting(f"{setting} must look like {example}.") from None
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if not host or not (user + password).isascii():
        raise BadSetting(f"{setting} needs a host, and a user and password without letters outside ASCII.")
    is_secret = url.scheme.endswith("s")
    near = not is_secret and _is_this_machine(host)
    security = Security.TLS if is_secret else Security.IF_OFFERED if near else Security.STARTTLS
    return MailServer(
        host=host, port=port, security=security, user=user, password=password, context=context or _trusting(near),
        path=unquote(url.path.lstrip("/")),
    )  # fmt: skip


def _trusting(this_machine: bool) -> ssl.SSLContext:
    """The server of this machine mostly shows a certificate it made for itself, and the alternative there is no TLS."""
    context = ssl.create_default_context()
    if this_machine:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
