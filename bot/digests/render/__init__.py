"""Every form of a digest: message, chart, map, workbook, document, PDF."""
