"""Models of this app."""

from notifications.models.choices import How, MailChoice, Preference
from notifications.models.notifications import Notification, unread_of
from notifications.models.texts import PhoneCode, TextMessage

__all__ = ["How", "MailChoice", "Notification", "PhoneCode", "Preference", "TextMessage", "unread_of"]
