"""Every figure of GB/T 9704-2012 that the layout uses, in millimetres from the top left corner of the paper; clauses named."""

POINT = 25.4 / 72

# 5.1, 5.2.1: A4; white above and at the binding edge; the type area (版心)
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, TOP = 28.0, 37.0
WIDTH, HEIGHT = 156.0, 225.0
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT

# 5.2.2, 5.2.3: size 3, 22 lines of 28 characters that fill the type area
SIZE_2, SIZE_3, SIZE_4 = 22 * POINT, 16 * POINT, 14 * POINT
LINES, CHARACTERS = 22, 28
PITCH = HEIGHT / LINES
GAP = (WIDTH - CHARACTERS * SIZE_3) / (CHARACTERS - 1)  # between two characters; negative: 28 × 16 pt is 2 mm too wide
CELL = SIZE_3 + GAP
SEVEN_EIGHTHS = SIZE_3 * 7 / 8

# 7.2: the head of a document
MARK_TOP = TOP + 35  # 7.2.4, by its ink
LINES_AFTER_MARK = 2  # 7.2.5
RED_RULE_BELOW_NUMBER = 4.0  # 7.2.7
RED_RULE = 0.7  # its thickness is not fixed
LINES_BEFORE_TITLE = 2  # 7.3.1
MARK_HEIGHT = 14.0  # free; about this, so that the rows of page 1 stand on the same grid as those of page 2
MARK_WIDTH = 150.0

# 7.3.5: signature
SEAL_DIAMETER = 42.0
SEALED_DATE_RIGHT, UNSEALED_RIGHT, DATE_INDENT = 4, 2, 2  # in characters
SEAL_BELOW_TEXT = 5.5  # its top; "within one line"
ROWS_BEFORE_SEALED = 2  # empty ones between the text and the organ under its seal
SEAL_ABOVE_MIDDLE = 4.0  # organ and date sit a little below the middle of the seal

# 7.4, 7.5: imprint and page number
OUTER_RULE, INNER_RULE = 0.35, 0.25
NUMBER_BELOW = 7.0  # middle of the dashes below the type area

# 10.1: letters
LETTER_MARK_TOP = 30.0
LETTER_RULE_BELOW_MARK = 4.0
LETTER_RULE_FROM_FOOT = 20.0
LETTER_RULE_WIDTH = 170.0
LETTER_MARK_HEIGHT = 12.0
THICK, BETWEEN, THIN = 1.0, 0.5, 0.35  # the double rule, thick over thin at the head
