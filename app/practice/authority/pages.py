"""The pages that people see when they sign in to the practice cloud. Plain on purpose.

Everything that comes from a request is escaped, and no page may load or run anything but
the one script that sends the answer back to the program.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape

from starlette.responses import HTMLResponse

from app.practice.authority.people import Person, Tenant

_STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;"
    "line-height:1.5;color:#1b1b1b;background:#fff}"
    "button,input{font:inherit;padding:.6rem .9rem;margin:.3rem 0}"
    "button{width:100%;text-align:left;cursor:pointer}"
    "small{display:block;color:#555}code{font-size:1.4rem;letter-spacing:.1em}"
)
_SUBMIT = "document.forms[0].submit()"


def choose_person(request: str, people: Iterable[Person], tenant: Tenant | None) -> HTMLResponse:
    """Whom to sign in as; `request` names what was asked for."""
    buttons = "".join(
        f'<button name="person" value="{escape(p.id)}">{escape(p.name)}'
        f"<small>{escape(p.user_name)}: {escape(p.about)}</small></button>"
        for p in people
    )
    where = f" to {escape(tenant.name)}" if tenant else ""
    return _page(
        f"Sign in{where}",
        "<p>This is the practice cloud on this computer. Nobody here has a password.</p>"
        f"{_form(request, buttons)}"
        f"{_form(request, _button('cancel', 'Cancel'))}",
    )


def second_proof(
    request: str, person: Person, tenant: Tenant, code: str, *, wrong: bool
) -> HTMLResponse:
    """A code to type, as a telephone would show it."""
    said = "<p><b>That is not the code.</b></p>" if wrong else ""
    return _page(
        "Prove who you are",
        f"<p>{escape(tenant.name)} asks {escape(person.name)} for a second proof. In practice the "
        f"code stands here instead of on a telephone: <code>{escape(code)}</code></p>{said}"
        + _form(
            request,
            '<input name="proof" inputmode="numeric" autocomplete="off" aria-label="Code" '
            f'autofocus><input type="hidden" name="person" value="{escape(person.id)}">'
            '<button id="prove">Verify</button>',
        ),
    )


def approval(request: str, person: Person) -> HTMLResponse:
    return _page(
        "Need admin approval",
        f"<p>{escape(person.home.name)} lets {escape(person.name)} use this app only after an "
        "administrator has approved it.</p>"
        + _form(
            request,
            f'<input type="hidden" name="person" value="{escape(person.id)}">'
            + _button("refused", "Return to the application without granting consent"),
        ),
    )


def ask_for_code(*, wrong: bool) -> HTMLResponse:
    said = "<p><b>That code is wrong or has expired.</b></p>" if wrong else ""
    return _page(
        "Enter code",
        f'<p>Enter the code that the program shows.</p>{said}<form method="post">'
        '<input name="user_code" autocomplete="off" aria-label="Code" autofocus>'
        '<button id="next">Next</button></form>',
    )


def send_back(address: str, answer: Mapping[str, str]) -> HTMLResponse:
    """Post `answer` to the program that waits at `address` (form_post)."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in answer.items()
    )
    return _page(
        "Going back to the program",
        f'<form method="post" action="{escape(address)}">{fields}'
        f"<button>Continue</button></form><script>{_SUBMIT}</script>",
    )


def message(title: str, sentence: str, status: int = 200) -> HTMLResponse:
    return _page(title, f"<p>{escape(sentence)}</p>", status)


def _button(name: str, words: str) -> str:
    return f'<button name="{name}" value="yes">{escape(words)}</button>'


def _form(request: str, inside: str) -> str:
    hidden = f'<input type="hidden" name="request" value="{escape(request)}">'
    return f'<form method="post" action="/practice/sign-in">{hidden}{inside}</form>'


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    allowed = base64.b64encode(hashlib.sha256(_SUBMIT.encode()).digest()).decode()
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{body}</html>",
        status,
        {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
            f"script-src 'sha256-{allowed}'; frame-ancestors 'none'; base-uri 'none'",
            "Referrer-Policy": "no-referrer",
        },
    )
