"""Numbers and times as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def percent(share: float) -> str:
    """Return '31.6 %'."""
    return f"{share * 100:.1f} %"


def change(share: float) -> str:
    """Return '−1.90 %', '+0.02 %' or 'no change'."""
    text = f"{share * 100:+.2f} %".replace("-", "\u2212")
    return "no change" if text[1:] == "0.00 %" else text


def seconds(time: float) -> str:
    """Return '84 ms' or '1.2 s'."""
    return f"{time * 1000:.0f} ms" if time < 0.9995 else f"{time:.1f} s"


def cost(value: float) -> str:
    """Return a cost per pixel with four digits, but no more than four decimals: '0.4312', '56.67', '1,204'."""
    if value >= 999.95:
        return f"{value:,.0f}"
    return f"{value:.4f}" if value < 0.99995 else f"{value:#.4g}"


def moment(iso: str, now: datetime) -> str:
    """Return a past moment: '17:42', 'yesterday, 17:42', 'Thursday, 09:10', 'Nov 2, 11:26' or '2025-11-02'."""
    from datetime import datetime

    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    clock = f"{then:%H:%M}"
    days = (now.date() - then.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"yesterday, {clock}"
    if 1 < days < 7:
        return f"{then:%A}, {clock}"
    if then.year == now.year:
        return f"{then:%b} {then.day}, {clock}"
    return f"{then:%Y-%m-%d}"


def printable(name: str) -> str:
    """Return a file name that can be shown: undecodable bytes and line breaks as question marks."""
    return "".join(c if c.isprintable() else "?" for c in name)


def sentence(reason: str) -> str:
    """Make a sentence of a reason such as 'is text, not a picture', 'the size must be odd' or 'bank.npy: is empty'.

    The name of a file at its beginning, or k, stays as it is written.
    """
    reason = reason.rstrip(".")
    first = reason.split(" ")[0]
    if first in ("is", "has", "holds", "ends", "declares", "exists", "cannot"):
        return f"It {reason}."
    return f"{reason}." if first == "k" or first.endswith(":") else f"{reason[:1].upper()}{reason[1:]}."
