# By the id of the account, or by its name if no other has it.
terraform import cloudcraft_azure_account.production 5d0c3a8e-7b1f-4c7e-8f6d-3e2a9b4c1d70
