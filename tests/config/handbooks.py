"""A good handbook, and what is said of one that is not."""

from pathlib import Path

from config.handbook import Handbook, HandbookError, load_handbook

GOOD = """
company = "Tidewater Instruments"
default_department = "billing"
tiers = ["gold", "standard"]
managers = ["U0RUTHABARA"]
admins = ["W0OLANOWAK0"]
[desk]
channel = "C0CSDESK001"
[departments.billing]
name = "Billing"
channel = "C0BILLING01"
words = ["invoice*", "charged twice"]
customers = ["Fjordlab"]
tiers = ["gold"]
severities = ["critical"]
[departments.legal]
name = "Legal"
channel = "G0LEGAL0001"
[[customers]]
name = "Fjordlab"
"""


def load(folder: Path, text: str | bytes) -> Handbook:
    path = folder / "handbook.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_handbook(path)


def problems(folder: Path, text: str | bytes) -> list[str]:
    """What is said of it; nothing if it is good."""
    try:
        load(folder, text)
    except HandbookError as error:
        return [line.replace(f"{folder}/", "") for line in str(error).split("\n")]
    return []
