"""Money of groups: set by staff, approved by the approver, drawn on by expenses, never exceeded."""
