"""What the errors of the service mean to a user, by what they are about.

Which code has which meaning stands in `app.azure.error_codes`.
"""
