"""What the site tells people by itself: in the app, and by mail in the same commit."""
