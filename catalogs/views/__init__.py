"""Pages of the catalogue: entries, versions and their steps, the editor of a draft, matters."""
