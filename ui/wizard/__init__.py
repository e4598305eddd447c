"""The wizard: one file a page. What is asked, checked and decided stands in `app.wizard`."""
