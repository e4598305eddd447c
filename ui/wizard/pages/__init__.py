"""One file a page. A page shows answers and reads them back; `app.wizard` checks them."""
