"""All that validations need, made by importing this; the fork server of `integraph.validation.worker` does so once."""

from __future__ import annotations

import contextlib

import integraph.reports
import integraph.store
import integraph.validation.check  # noqa: F401
from integraph.build import DataError
from integraph.land.profile import profile_shapes
from integraph.shacl import ShapesError
from integraph.validation.engine import rule_set

with contextlib.suppress(DataError, ShapesError):  # the validation itself will say so
    for rules in (rule_set(), rule_set([profile_shapes()])):
        rules.compiled, rules.words  # noqa: B018
