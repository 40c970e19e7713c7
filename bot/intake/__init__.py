"""Updates come in: from Telegram to the durable inbox, and from there to the handlers, chat by chat."""
