"""Third variables: pairs within strata, and with or without a third tag."""
