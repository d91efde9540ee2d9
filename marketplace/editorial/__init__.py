"""What operators write for everybody: the site's own pages and its news, in Markdown, in both languages."""
