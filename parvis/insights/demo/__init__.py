"""The demo network: an invented example with its truth written down. See docs/explanation."""

from parvis.insights.demo.building import DemoError, DemoSummary, build, is_demo
from parvis.insights.demo.signins import SignIn, sign_ins

__all__ = ["DemoError", "DemoSummary", "SignIn", "build", "is_demo", "sign_ins"]
