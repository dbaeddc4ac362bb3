"""The security table: each threat, and what must hold; `docs/security.md` prints it, the tests beside this try it."""

THREATS = {
    "Terminal escapes": "Control, bidirectional and invisible characters are shown, never sent.",
    "Console markup": "`[red]` and `[/x]` print as they are; no exception.",
    "CI commands": "No line begins with `::`, none holds `##[`; nothing is a command of a runner.",
    "HTML": "No element or attribute comes from a text; links only to the console, over https.",
    "Markdown, chat": "A parser sees our structure and code; no mention, image or link.",
    "Shell": "A printed command is split into exactly its arguments; a hostile value fills none.",
    "Rule templates": "Only declared names are substituted; everything else fails lint.",
    "Slow regex": "Patterns outside the linear subset are refused; one past its deadline is switched off and named.",
    "YAML": "Bombs, tags, anchors, duplicates and oversized files are refused at once, and stop no other file.",
    "Archives, size": "A file that expands a thousandfold ends at the cap, with a gap.",
    "Secrets": "No planted secret in any output, error, saved run, history or cache.",
    "Files": "Written whole, mode 0600, never through a link; names are plain.",
    "Network, rights": "Nothing is asked of anybody but AWS; the policy holds reads alone.",
    "Packs": "Data only; one that changed since it was pinned is refused.",
    "Language models": "None: no such dependency, and no call but those to AWS.",
}
