"""Tables of this app."""

from notifications.models.notifications import MailChoice, Notification, unread_of

__all__ = ["MailChoice", "Notification", "unread_of"]
