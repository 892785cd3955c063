"""Lists of help as workbooks."""
