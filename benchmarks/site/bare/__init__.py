"""What the site is measured against that is Django too: a view that renders nothing, a naive list, an empty project."""
