"""Forty works, two or more of every type of source, as an editor would write them. All are made up."""

HOUSE = "The Strait Courier"


def work(type, title, **fields):
    return {"type": type, "title": title, **fields}


WORKS = {
    "news-one": work("news", "Delegations meet for a second day", authors=["Mehmet Seyfettin Erol"], publisher=HOUSE, published="2025-06-02", url="https://courier.example/second-day"),
    "news-agency": work("news", "Talks end without a text", authors=["{Strait News Agency}"], publisher="Strait News Agency", published="2025-05-16", url="https://agency.example/1"),
    "news-two": work("news", "Who sat at the table?", authors=["Ayşe Yılmaz", "Давид Арахамія"], publisher=HOUSE, published="2022-03-29", url="https://courier.example/table"),
    "news-month": work("news", "A month of meetings", authors=["Olha Bondar"], publisher=HOUSE, published="2025-06"),
    "opinion-one": work("opinion", "Why the talks matter!", authors=["Ursula von der Leyen"], publisher=HOUSE, published="2025-07-01", url="https://courier.example/why"),
    "opinion-jr": work("opinion", "The limits of patience", authors=["Martin Luther King, Jr."], publisher=HOUSE, published="2025-07-04"),
    "analysis-page": work("analysis", "What a ceasefire would need", authors=["Steven A. Cook"], publisher="Institute of Straits", published="2025-04-11", url="https://institute.example/ceasefire"),
    "analysis-journal": work("analysis", "Mediation and memory", authors=["Ursula K. Le Guin", "Ministry of Foreign Affairs, Türkiye"], container_title="Journal of Mediation", volume="12", issue="3", pages="101-119", published="2024", doi="10.1000/jm.12.3"),
    "analysis-report": work("analysis", "Seven rounds compared", authors=["Institute of Straits"], publisher="Institute of Straits", number="7", published="2025-03", url="https://institute.example/seven"),
    "interview-one": work("interview", "We spoke for three hours", authors=["Jane Doe"], publisher=HOUSE, published="2025-05-20", url="https://courier.example/three-hours"),
    "interview-two": work("interview", "Nobody left the room", authors=["Recep Tayyip Erdoğan"], publisher="Deutsche Welle (DW)", published="2025-05-21", url="https://dw.example/room"),
    "explainer-one": work("explainer", "The Istanbul Communiqué explained", authors=["Jean de La Fontaine"], publisher=HOUSE, published="2025-01-09", url="https://courier.example/explained"),
    "explainer-two": work("explainer", "Five words of diplomacy", publisher=HOUSE, published="2025-01-10", url="https://courier.example/words"),
    "official-one": work("official", "Statement on the meeting in Istanbul", authors=["Ministry of Foreign Affairs, Türkiye"], publisher="Ministry of Foreign Affairs, Türkiye", published="2025-06-03", url="https://mfa.example/statement"),
    "official-two": work("official", "Remarks after the talks", authors=["Hakan Fidan"], publisher="Office of the Spokesperson", published="2025-06-04", url="https://office.example/remarks"),
    "document-one": work("document", "Draft of a memorandum", authors=["{Delegation of Ukraine}"], publisher="Delegation of Ukraine", published="2025-06-01", url="https://documents.example/draft"),
    "document-two": work("document", "Terms of reference", publisher="Secretariat of the Talks", place="Istanbul", published="2022"),
    "transcript-one": work("transcript", "Press conference after the round", authors=["Vladimir Medinsky"], publisher="Press Service", published="2025-06-02", url="https://press.example/conference"),
    "transcript-two": work("transcript", "Briefing of the spokesman", authors=["Иванов Иван Иванович"], publisher="Press Service", published="2025-06-05", url="https://press.example/briefing"),
    "social-one": work("social", "The exchange has begun", authors=["Rustem Umerov"], publisher="Telegram", published="2025-06-09", url="https://t.example/1"),
    "social-two": work("social", "Thank you to all who helped", authors=["{Coordination Headquarters}"], publisher="Telegram", published="2025-06-10", url="https://t.example/2"),
    "book-one": work("book", "The long table", authors=["Ludwig van Beethoven"], publisher="North Press", place="London", published="2019", isbn="978-3-16-148410-0"),
    "book-edited": work("book", "Negotiating under fire", editors=["Ayşe Koç", "Deniz Kaya"], publisher="North Press", place="London", published="2021", edition="2"),
    "book-many": work("book", "Ten voices", authors=["Ann Abel", "Ben Baker", "Cyd Cole", "Dee Dunn", "Eve Ellis"], publisher="North Press", published="2020"),
    "chapter-one": work("chapter", "The first table", authors=["Jane Doe"], editors=["Ayşe Koç"], container_title="Tables and chairs", publisher="North Press", place="London", pages="11-34", published="2018"),
    "chapter-two": work("chapter", "The second table", authors=["Jane Doe", "Steven A. Cook"], container_title="Tables and chairs", publisher="North Press", pages="35-60", published="2018"),
    "article-one": work("article", "Grain and guarantees", authors=["Olha Bondar"], container_title="Black Sea Review", volume="4", issue="1", pages="9743-9750", published="2023", doi="10.1000/bsr.4.1"),
    "article-four": work("article", "Measuring trust", authors=["Ann Abel", "Ben Baker", "Cyd Cole", "Dee Dunn"], container_title="Black Sea Review", volume="5", published="2024", url="https://review.example/trust"),
    "report-one": work("report", "Resolution 9743 and what followed", authors=["Institute of Straits"], publisher="Institute of Straits", number="12", published="2025", url="https://institute.example/9743"),
    "report-two": work("report", "Monitoring a line of contact", authors=["Eve Ellis"], publisher="Watch Group", place="Vienna", published="2024-11", url="https://watch.example/line"),
    "thesis-one": work("thesis", "Mediators without mandates", authors=["Cyd Cole"], publisher="University of the Straits", published="2017", url="https://university.example/mediators"),
    "thesis-two": work("thesis", "The grammar of ultimatums", authors=["Dee Dunn"], publisher="University of the Straits", published="2016"),
    "treaty-one": work("treaty", "Treaty of the Straits", published="1936-07-20", url="https://treaties.example/straits"),
    "treaty-two": work("treaty", "Memorandum on security assurances", published="1994-12-05", url="https://treaties.example/memorandum"),
    "dataset-one": work("dataset", "Rounds of talks, 1990-2024", authors=["Institute of Straits"], publisher="Institute of Straits", published="2024", doi="10.1000/data.1"),
    "dataset-two": work("dataset", "Exchanges of prisoners", authors=["Ben Baker"], publisher="Open Records", published="2025", url="https://records.example/exchanges"),
    "broadcast-one": work("broadcast", "The evening programme", authors=["Ann Abel"], publisher="Strait Television", published="2025-06-02", url="https://television.example/evening"),
    "broadcast-two": work("broadcast", "Live from the palace", publisher="Strait Television", published="2025-07-23", url="https://television.example/live"),
    "webpage-one": work("webpage", "About the negotiations", authors=["{Directorate of Communications}"], publisher="Directorate of Communications", published="2025-05-15", url="https://directorate.example/about"),
    "webpage-undated": work("webpage", "Who we are", authors=["Eve Ellis"], publisher="Watch Group", accessed="2025-11-12", url="https://watch.example/who"),
}


def note(fields):
    """The text of a source's note."""
    def toml(value):
        if isinstance(value, list):
            return "[" + ", ".join(map(toml, value)) + "]"
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [f"{key} = {toml(value)}" for key, value in {"access": "cited", "language": "en", **fields}.items()]
    return "+++\n" + "\n".join(lines) + "\n+++\n"
