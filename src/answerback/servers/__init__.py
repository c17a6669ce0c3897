"""All that is known of each product: one file each."""
