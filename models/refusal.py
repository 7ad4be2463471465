"""An expected "no", written for the person who asked."""


class Refusal(Exception):
    """What was asked for cannot be done; the message is a sentence for the person.

    ``field`` names the form field it is about, when it is about one; ``also`` is what else is wrong in it.
    """

    def __init__(self, sentence: str, *, field: str | None = None, also: "tuple[Refusal, ...]" = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.also = also
