"""The packaged gazetteer: US places and counties, their text file, and the script that derives it."""
