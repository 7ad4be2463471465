"""An expected "no", written for the person who asked."""


class Refusal(Exception):
    """What was asked for cannot be done; the message is a sentence for the person.

    ``field`` names the form field it is about, when it is about one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
