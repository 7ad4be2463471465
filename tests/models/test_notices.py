"""A notice goes into the outbox and comes back the same."""

from typing import get_args

import pytest

from models.notices import KINDS, Notice, from_row, to_row
from tests.views import examples
