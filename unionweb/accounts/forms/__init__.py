"""What a person may type about people and sign-in: shape only."""

from unionweb.accounts.forms.sign_in import PasswordForm, SignInForm

__all__ = ["PasswordForm", "SignInForm"]
