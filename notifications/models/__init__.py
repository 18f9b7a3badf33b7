"""Tables of this app."""

from notifications.models.notifications import MailChoice, Notification

__all__ = ["MailChoice", "Notification"]
