"""A plan at a glance: each decision in one line, with the page on which it was made."""

from __future__ import annotations

from dataclasses import dataclass

from app.money import HOURS_A_DAY, money_a_month, money_an_hour
from app.plan.model import Plan
from app.text import Text, text, verbatim
from app.wizard.answers import Allow, CertificateKind, SoftwareSet


@dataclass(frozen=True)
class Decision:
    """`page` is the id of the wizard's page that changes it; empty for what follows from others."""

    page: str
    noun: Text
    sentence: Text


def decisions(plan: Plan, host: str = "", hours_a_day: float = HOURS_A_DAY) -> tuple[Decision, ...]:
    """Every decision behind `plan`. `host` is the name of the server to be, if it is known.

    A month is reckoned with so many hours of use a day.
    """
    return (
        Decision("endpoint", text("Server"), _server(plan, host)),
        Decision("system", text("System"), verbatim(plan.image.title)),
        Decision("system", text("Machine"), _machine(plan)),
        Decision("endpoint", text("Who may connect"), _allowed(plan)),
        *_certificate(plan),
        Decision("software", text("Software"), _software(plan)),
        Decision("system", text("Daily stop"), _daily_stop(plan)),
        Decision("", text("Cost"), _cost(plan, hours_a_day)),
    )


def _server(plan: Plan, host: str) -> Text:
    endpoint = plan.answers.endpoint
    if endpoint.allow is Allow.SSH_ONLY or not host:
        return verbatim(plan.answers.name)
    return text(
        "{name}, at {address}",
        name=plan.answers.name,
        address=address_of(host, endpoint.public_port),
    )


def address_of(host: str, port: int) -> str:
    """The web address of a notebook: the port stands in it unless it is the usual one."""
    return f"https://{host}/" if port == 443 else f"https://{host}:{port}/"


def _machine(plan: Plan) -> Text:
    return text(
        "{cores} cores, {memory} GB ({size}) in {region}",
        cores=plan.size.cores,
        memory=f"{plan.size.memory_gib:g}",
        size=plan.size.name,
        region=plan.region_name,
    )


def _allowed(plan: Plan) -> Text:
    endpoint = plan.answers.endpoint
    ports = text(
        "port {public} leads to {private}",
        public=endpoint.public_port,
        private=endpoint.private_port,
    )
    if endpoint.allow is Allow.SSH_ONLY:
        return text("Nobody but you, through SSH")
    if endpoint.allow is Allow.EVERYONE:
        return text("Everyone who has the password; {ports}", ports=ports)
    if endpoint.allow is Allow.ME:
        return text("Only {address}; {ports}", address=endpoint.my_address, ports=ports)
    return text("Only {address}; {ports}", address=", ".join(endpoint.allow), ports=ports)


def _certificate(plan: Plan) -> tuple[Decision, ...]:
    answers = plan.answers
    if answers.endpoint.allow is Allow.SSH_ONLY:
        return ()
    own = answers.certificate.kind is CertificateKind.FILE
    file = answers.certificate.file
    words = (
        text("Your own, from {file}", file=file.name if file else "")
        if own
        else text("Self-signed; browsers warn once")
    )
    return (Decision("certificate", text("Certificate"), words),)


def _software(plan: Plan) -> Text:
    software = plan.answers.software
    words = (
        text("JupyterLab with scientific Python")
        if SoftwareSet.SCIENTIFIC in software.sets
        else text("JupyterLab")
    )
    if software.packages:
        own = ", ".join(software.packages)
        words = text("{software}, and {packages}", software=words, packages=own)
    return text("{software}, sample notebooks", software=words) if software.samples else words


def _daily_stop(plan: Plan) -> Text:
    if plan.schedule is None:
        return text("Never: it costs money until you stop it")
    return text(
        "Every day at {time} ({zone})",
        time=plan.answers.schedule.daily_stop,
        zone=plan.schedule.time_zone,
    )


def _cost(plan: Plan, hours_a_day: float) -> Text:
    prices = plan.prices
    running = prices.running() if prices else None
    stopped = prices.stopped() if prices else None
    month = prices.month(hours_a_day) if prices else None
    if prices is None or running is None or stopped is None or month is None:
        return text("Price unknown")
    return text(
        "{running} an hour while it runs, {stopped} an hour while it is stopped; "
        "about {month} a month at {hours} h a day",
        running=money_an_hour(running, prices.currency),
        stopped=money_an_hour(stopped, prices.currency),
        month=money_a_month(month, prices.currency),
        hours=f"{hours_a_day:g}",
    )
