"""A plan in words: what will be made in the cloud, and what will be done in the machine."""

from __future__ import annotations

from app.money import money_an_hour
from app.plan.model import ANYONE, InboundRule, Plan, PlannedResource
from app.text import Text, text
from app.wizard.answers import Allow, CertificateKind, SoftwareSet


def resources_of(plan: Plan) -> tuple[PlannedResource, ...]:
    """Every resource of `plan`, one sentence each."""
    return (
        PlannedResource(
            "Microsoft.Resources/resourceGroups",
            plan.group,
            text("Resource group"),
            text(
                "The group {name} in {region} holds everything below; deleting it removes all.",
                name=plan.group,
                region=plan.region_name,
            ),
        ),
        PlannedResource(
            "Microsoft.Network/virtualNetworks",
            plan.network,
            text("Virtual network"),
            text(
                "A private network {prefix} with the subnet {subnet} ({subnet_prefix}).",
                prefix=plan.network_prefix,
                subnet=plan.subnet,
                subnet_prefix=plan.subnet_prefix,
            ),
        ),
        _security(plan),
        PlannedResource(
            "Microsoft.Network/publicIPAddresses",
            plan.address,
            text("Public address"),
            text(
                "A fixed address with the name {label} in {region}. It stays the same when the"
                " server is stopped, and is billed as long as it exists.",
                label=plan.dns_label,
                region=plan.region_name,
            ),
        ),
        PlannedResource(
            "Microsoft.Network/networkInterfaces",
            plan.interface,
            text("Network interface"),
            text("Joins the machine with its network, address and rules."),
        ),
        _machine(plan),
        PlannedResource(
            "Microsoft.Compute/disks",
            plan.disk,
            text("Disk"),
            text(
                "{gib} GiB ({type}) for the system and your notebooks. It is billed while the"
                " server is stopped, too.",
                gib=plan.disk_gib,
                type=plan.disk_type,
            ),
        ),
        *_schedule(plan),
    )


def setup_of(plan: Plan) -> tuple[Text, ...]:
    """What will be done in the machine, in this order."""
    answers = plan.answers
    software = (
        text("Install JupyterLab with numpy, scipy, matplotlib, pandas, networkx and more.")
        if SoftwareSet.SCIENTIFIC in answers.software.sets
        else text("Install JupyterLab.")
    )
    own = (
        (text("Add your own packages: {packages}.", packages=", ".join(answers.software.packages)),)
        if answers.software.packages
        else ()
    )
    samples = (text("Add the sample notebooks."),) if answers.software.samples else ()
    return (software, *own, *samples, _certificate(plan), _service(plan))


def _security(plan: Plan) -> PlannedResource:
    return PlannedResource(
        "Microsoft.Network/networkSecurityGroups",
        plan.security_group,
        text("Network security group"),
        text(
            "Lets in nothing but these: {management} {endpoint}",
            management=_rule(plan.rules[0]),
            endpoint=_rule(plan.endpoint_rule) if plan.endpoint_rule else _through_ssh(plan),
        ),
    )


def _rule(rule: InboundRule) -> Text:
    if rule.sources == (ANYONE,):
        return text(
            "{name}, TCP port {port} from everywhere on the internet.",
            name=rule.name,
            port=rule.port,
        )
    return text(
        "{name}, TCP port {port} from {sources} only.",
        name=rule.name,
        port=rule.port,
        sources=", ".join(rule.sources),
    )


def _through_ssh(plan: Plan) -> Text:
    return text(
        "The notebook at port {port} is reached through an SSH connection only.",
        port=plan.answers.endpoint.private_port,
    )


def _machine(plan: Plan) -> PlannedResource:
    return PlannedResource(
        "Microsoft.Compute/virtualMachines",
        plan.machine,
        text("Virtual machine"),
        text(
            "{title} ({image}) on {size}: {cores} cores, {memory} GiB of memory. {price}",
            title=plan.image.title,
            image=plan.image.urn,
            size=plan.size.name,
            cores=plan.size.cores,
            memory=f"{plan.size.memory_gib:g}",
            price=_price(plan),
        ),
    )


def _price(plan: Plan) -> Text:
    prices = plan.prices
    running = prices.running() if prices else None
    stopped = prices.stopped() if prices else None
    if prices is None or running is None or stopped is None:
        return text("Its price is not known.")
    return text(
        "Everything together costs about {running} an hour while it runs and {stopped} an hour"
        " while it is stopped.",
        running=money_an_hour(running, prices.currency),
        stopped=money_an_hour(stopped, prices.currency),
    )


def _schedule(plan: Plan) -> tuple[PlannedResource, ...]:
    schedule = plan.schedule
    if schedule is None:
        return ()
    return (
        PlannedResource(
            "Microsoft.DevTestLab/schedules",
            schedule.name,
            text("Daily stop"),
            text(
                "Stops the server every day at {time} ({zone}), so that it is not billed"
                " overnight.",
                time=plan.answers.schedule.daily_stop,
                zone=schedule.time_zone,
            ),
        ),
    )


def _certificate(plan: Plan) -> Text:
    certificate = plan.answers.certificate
    if certificate.kind is CertificateKind.FILE:
        return text("Install your own certificate from {file}.", file=certificate.file)
    return text(
        "Make a certificate in the machine; its private key never leaves it. Browsers do not"
        " know it, so they warn: compare the fingerprint."
    )


def _service(plan: Plan) -> Text:
    endpoint = plan.answers.endpoint
    if endpoint.allow is Allow.SSH_ONLY:
        return text(
            "Run the notebook as a service at port {private}, protected by your password.",
            private=endpoint.private_port,
        )
    return text(
        "Run the notebook as a service at port {private}, protected by your password, and lead"
        " what comes to port {public} there.",
        private=endpoint.private_port,
        public=endpoint.public_port,
    )
