"""What other programs get and give: events, webhooks, CSV folders."""
