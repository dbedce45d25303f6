"""述职 and the voters' sheets: entered, checked by another person, shown beside the score from ten sheets on."""
