"""What Slack has delivered and we have kept: one row, so that a repetition has no second effect."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Receipt(SQLModel, table=True):
    key: str = Field(primary_key=True)
    """``event:Ev…``, ``message:C…:client_msg_id``, ``command:trigger``, ``action:…``, ``view:V…``."""
    at: datetime = Field(index=True)
