# By the id of the account, or by its name if no other has it.
terraform import cloudcraft_aws_account.production 8a1f6c1e-0f3b-4f4f-9d0c-1c6f2b7d9e10
