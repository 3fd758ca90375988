//! What authors write and what readers get. Must not import anything of this crate outside
//! `catalog`.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::catalog::files::Files;

fn files() -> Files {
    ["courses/a/m/net.svg", "courses/a/m/notes.txt", "courses/a/other.png"]
        .into_iter()
        .map(|path| (path.to_owned(), Vec::new()))
        .collect()
}

fn page(text: &str) -> Page {
    let files = files();
    render_page(text, Figures { files: &files, file: "courses/a/m/01-x.md" }, None)
}

fn html(text: &str) -> String {
    let page = page(text);
    assert_eq!(page.flaws, [], "{text}");
    page.html
}

fn flaw(text: &str) -> String {
    let page = page(text);
    let flaws: Vec<_> = page.flaws.iter().map(|f| format!("{}: {}", f.offset, f.what)).collect();
    assert!(!flaws.is_empty(), "no flaw in {text:?}: {}", page.html);
    flaws.join("\n")
}

#[test]
fn plain_markdown() {
    assert_eq!(html("a *b* **c** `d` ~~e~~"), "<p>a <em>b</em> <strong>c</strong> <code>d</code> <del>e</del></p>");
    assert_eq!(html("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    assert_eq!(html("```rust\na < b\n```"), "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>");
}

#[test]
fn headings_have_unique_anchors_and_seconds_are_listed() {
    let page = page("## Why *this*?\n### Why this\n## Größe & `x`\n## Why this 2\n##### deep\n## …");
    assert_eq!(
        page.headings,
        [
            ("why-this".to_owned(), "Why this?".to_owned()),
            ("größe-x".to_owned(), "Größe & x".to_owned()),
            ("why-this-2-2".to_owned(), "Why this 2".to_owned()),
            ("section".to_owned(), "…".to_owned()),
        ]
    );
    assert!(page.html.contains("<h3 id=\"why-this-2\">Why this</h3>"), "{}", page.html);
    assert!(page.html.contains("<h5>deep</h5>"), "{}", page.html);
}

#[test]
fn first_level_and_empty_headings_are_flaws() {
    assert!(flaw("text\n\n# Title").starts_with("6: a heading of the first level"));
    assert!(flaw("Title\n=====").starts_with("0: a heading of the first level"));
    assert!(flaw("##").contains("no text"));
}

#[test]
fn tables_scroll_and_align_with_classes() {
    let html = html("| a | b |\n|---|--:|\n| 1 | 2 |");
    assert!(
        html.starts_with("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table 1\"><table>"),
        "{html}"
    );
    assert!(html.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"align-right\">b</th>"));
    assert!(html.contains("<td>1</td><td class=\"align-right\">2</td>"), "{html}");
    assert!(html.ends_with("</table>\n</div>"), "{html}");
}

#[test]
fn an_empty_corner_makes_the_first_column_names() {
    let html = html("| | b |\n|---|---|\n| x | |");
    assert!(html.contains("<tr><td></td><th scope=\"col\">b</th></tr>"), "{html}");
    assert!(html.contains("<tr><th scope=\"row\">x</th><td></td></tr>"), "{html}");
}

#[test]
fn callouts_have_a_visible_label() {
    let kinds = [
        ("NOTE", "callout-note", "Note"),
        ("TIP", "callout-tip", "Try this"),
        ("IMPORTANT", "callout-important", "Key idea"),
        ("WARNING", "callout-warning", "Watch out"),
        ("CAUTION", "callout-caution", "Stop"),
    ];
    for (word, class, label) in kinds {
        assert_eq!(
            html(&format!("> [!{word}]\n> text")),
            format!(
                "<aside class=\"callout {class}\"><p class=\"callout-label\">{label}</p>\n\
                 <p>text</p>\n</aside>"
            )
        );
    }
    assert!(html("> quoted").starts_with("<blockquote>"));
}

#[test]
fn footnotes_are_gathered_at_the_end() {
    let html = html("a[^x] b[^y] c[^x]\n\n[^y]: Second.\n[^x]: First *one*.\n\nlast");
    assert!(html.contains("<sup class=\"footnote-reference\" id=\"fnref:1\"><a href=\"#fn:1\""), "{html}");
    assert_eq!(html.matches("id=\"fnref:1\"").count(), 1, "{html}");
    let notes = html.split_once("<section class=\"footnotes\" aria-label=\"Notes\">").unwrap().1;
    let first = notes.find("First <em>one</em>.").unwrap();
    assert!(first < notes.find("Second.").unwrap(), "{html}");
    assert!(notes.contains("<li id=\"fn:1\">"), "{html}");
    assert!(notes.contains("aria-label=\"Back to the text of note 2\""), "{html}");
    assert!(flaw("text\n\n[^x]: Unused.").contains("6: nothing refers to the footnote `x`"));
}

#[test]
fn a_plain_task_list_shows_boxes() {
    let html = html("- [ ] do\n- [x] done");
    assert!(
        html.contains("<li class=\"task\"><span class=\"task-box\" role=\"img\" aria-label=\"To do\">☐</span> do</li>"),
        "{html}"
    );
    assert!(html.contains("aria-label=\"Done\">☑</span> done</li>"), "{html}");
}

const CHECK: &str =
    "- [ ] Kenji\n  > He may learn.\n- [x] Nadia *B*\n  > Yes: all three.\n- [x] Rosa\n\n  > Two\n  >\n  > parts.\n";

#[test]
fn a_task_list_with_feedback_is_a_check() {
    assert_eq!(
        html(CHECK),
        "<div class=\"check\">\n\
         <details class=\"check-option\"><summary>Kenji</summary>\
         <div class=\"check-feedback check-wrong\"><p><strong>Not quite.</strong> He may learn.</p>\n\
         </div></details>\n\
         <details class=\"check-option\"><summary>Nadia <em>B</em></summary>\
         <div class=\"check-feedback check-right\"><p><strong>Yes:</strong> all three.</p>\n\
         </div></details>\n\
         <details class=\"check-option\"><summary>Rosa</summary>\
         <div class=\"check-feedback check-right\"><p><strong>Yes.</strong> Two</p>\n<p>parts.</p>\n\
         </div></details>\n\
         </div>"
    );
}

#[test]
fn a_check_can_stand_in_a_callout_and_hold_lists() {
    let html = html("> [!TIP]\n> - [x] a\n>   > - one\n>   > - two\n> - [ ] b\n>   > No, c.\n");
    assert!(html.contains("<p><strong>Yes.</strong></p>\n<ul>\n<li>one</li>"), "{html}");
    assert!(html.contains("<p><strong>No,</strong> c.</p>"), "{html}");
}

#[test]
fn flaws_of_checks() {
    assert!(flaw("- [ ] a\n  > f\n- [ ] b\n  > f").contains("0: no option of this check is right"));
    assert!(flaw("- [x] a\n  > f\n- [ ] b").contains("14: this option has no feedback"));
    assert!(flaw("- [x] a\n  > f\n- b\n  > f").contains("14: this option has no box"));
    assert!(flaw("- [x] a\n  > f\n\n  more").contains("17: an option is one paragraph"));
    assert!(flaw("- [x] [a](https://example.org)\n  > f").contains("6: a link inside an option"));
}

#[test]
fn images_come_from_the_content_folder() {
    assert_eq!(
        html("![A net](net.svg \"T\")"),
        "<p><img src=\"/content/courses/a/m/net.svg\" alt=\"A net\" title=\"T\"></p>"
    );
    assert!(html("![B](../other.png)").contains("src=\"/content/courses/a/other.png\""));
    assert!(flaw("x ![](net.svg)").contains("2: this image has no description"));
    assert!(flaw("![a](none.svg)").contains("there is no image `courses/a/m/none.svg`"));
    assert!(flaw("![a](notes.txt)").contains("not a figure"));
    assert!(flaw("![a](../../../../x.svg)").contains("outside the content folder"));
    for path in ["https://example.org/a.svg", "//example.org/a.svg", "/a.svg", "data:image/png,x", "a%2e.svg"] {
        let text = format!("![a]({path})");
        assert!(flaw(&text).contains("is not a file next to the lesson"), "{path}");
        assert!(!page(&text).html.contains("<img"), "{path}");
    }
}

#[test]
fn links_of_readers_lead_somewhere() {
    assert_eq!(
        html("[a](https://example.org/?a=1&b) <me@example.org>"),
        "<p><a href=\"https://example.org/?a=1&amp;b\" rel=\"noopener noreferrer\">a</a> \
         <a href=\"mailto:me@example.org\" rel=\"noopener noreferrer\">me@example.org</a></p>"
    );
    html("[a](/courses/a/b#c) [b](other) [c](#there)\n\n## There");
    assert!(flaw("[a](#nowhere)").contains("no heading of this page has the anchor `#nowhere`"));
    assert!(flaw("[a](02-next.md#x)").contains("leads to a file"));
    assert!(flaw("[a](//example.org)").contains("leaves out its scheme"));
    assert!(flaw("[a](ftp://example.org)").contains("`ftp:` are not allowed"));
    assert!(flaw("[a]()").contains("leads nowhere"));
}

#[test]
fn raw_html_is_dropped_and_its_words_stay() {
    assert_eq!(html("a <b onclick=\"x()\">bold</b> <!-- c -->d"), "<p>a bold d</p>");
    assert_eq!(html("<div>\nblock\n</div>\n\nafter"), "<p>after</p>");
}

/// Texts that try to get a script into the page.
const ATTACKS: [&str; 44] = [
    "<script>alert(1)</script>",
    "a <script src=https://evil.example/x.js></script> b",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "a <img/src=`x`onerror=alert(1)> b",
    "<svg onload=alert(1)>",
    "a <svg><animate onbegin=alert(1) attributeName=x dur=1s> b",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "a <p style=\"background:url(javascript:alert(1))\"> b",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=\"data:text/html,<script>alert(1)</script>\">",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>go</button></form>",
    "<base href=\"javascript:alert(1)//\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<details open ontoggle=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<\u{1}javascript:alert(1)>)",
    "[x](java&#10;script:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](&#0000106&#0000097&#0000118&#0000097script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](https://a.example \"t\\\" onmouseover=\\\"alert(1)\")",
    "<javascript:alert(1)>",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](net.svg)",
    "![x](net.svg \"t\\\" onerror=\\\"alert(1)\")",
    "## <img src=x onerror=alert(1)> \" onclick=\"alert(1)",
    "```\" onclick=\"alert(1)\n</code><script>alert(1)</script>\n```",
    "| <script>alert(1)</script> | b |\n|:-:|--|\n| [x](javascript:alert(1)) | <svg/onload=alert(1)> |",
];

/// Whether a page holds something that runs or loads. Text is escaped, so a `<` begins a tag.
fn is_dangerous(html: &str) -> bool {
    html.split('<').skip(1).any(|rest| {
        let tag = rest.split('>').next().unwrap_or_default().to_lowercase();
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or_default();
        let outside_values: String = tag.split('"').step_by(2).collect();
        let bare = |word: &str| outside_values.split_whitespace().any(|part| part.starts_with(word));
        let href = tag.split("href=\"").nth(1).unwrap_or_default();
        let bad_name = [
            "script", "style", "svg", "math", "iframe", "object", "embed", "form", "base", "meta", "link", "template",
            "noscript", "input",
        ]
        .contains(&name);
        let sends = name == "button" && rest.starts_with("button") && !tag.contains("type=\"button\"");
        bad_name
            || sends
            || bare("form")
            || bare("on")
            || bare("style")
            || bare("srcdoc")
            || ["javascript", "data:", "vbscript", "//"].iter().any(|start| href.starts_with(start))
    })
}

#[test]
fn attacks_come_to_nothing() {
    for attack in ATTACKS {
        let page = page(attack);
        assert!(!is_dangerous(&page.html), "{attack}\n{}", page.html);
        let in_check = format!("- [x] {attack}\n  > {attack}\n");
        let page = render_page(&in_check, Figures { files: &files(), file: "courses/a/m/x.md" }, None);
        assert!(!is_dangerous(&page.html), "{in_check}\n{}", page.html);
        let pieces = parse_bank(attack);
        let page = render_part(&pieces, Figures { files: &files(), file: "courses/a/m/x.md" });
        assert!(!is_dangerous(&page.html), "{attack}\n{}", page.html);
    }
}

#[test]
fn the_danger_test_itself_sees_danger() {
    for bad in [
        "<p onclick=\"x\">",
        "<script>",
        "<a href=\"javascript:x\">",
        "<a href=\"//evil.example\">",
        "<p style=\"x\">",
        "<button>",
        "<button type=\"submit\">",
        "<button type=\"button\" formaction=\"x\">",
    ] {
        assert!(is_dangerous(bad), "{bad}");
    }
    assert!(!is_dangerous("<a href=\"https://a.example\" title=\"t onclick=x\">on</a>"));
}

/// The sanitiser alone, as if the parser let raw HTML through.
#[test]
fn the_allow_list_holds_by_itself() {
    for attack in ATTACKS {
        let html = sanitise::clean(attack);
        assert!(!is_dangerous(&html), "{attack}\n{html}");
    }
    for (raw, clean) in [
        ("<p class=\"x callout-label\" id=\"a\">t</p>", "<p class=\"callout-label\">t</p>"),
        ("<div role=\"alert\" tabindex=\"5\">t</div>", "<div>t</div>"),
        ("<img src=\"https://evil.example/a.png\" alt=\"a\">", "<img alt=\"a\">"),
        ("<a href=\"/\\evil.example\">t</a>", "<a rel=\"noopener noreferrer\">t</a>"),
        ("<a href=\"\\\\evil.example\">t</a>", "<a rel=\"noopener noreferrer\">t</a>"),
        ("<a href=\"/\t/evil.example\">t</a>", "<a rel=\"noopener noreferrer\">t</a>"),
        ("<a href=\"x\" target=\"_blank\">t</a>", "<a href=\"x\" rel=\"noopener noreferrer\">t</a>"),
    ] {
        assert_eq!(sanitise::clean(raw), clean);
    }
}

#[test]
fn deep_nesting_ends() {
    for deep in [
        "> ".repeat(2_000),
        "- ".repeat(2_000),
        "![".repeat(2_000),
        "[^a]: ".repeat(2_000),
        "*a **b ".repeat(2_000),
        "- [ ] > ".repeat(500),
    ] {
        page(&format!("{deep}x"));
    }
}

proptest! {
    #[test]
    fn any_text_renders_safely(text in "\\PC{0,200}") {
        prop_assert!(!is_dangerous(&page(&text).html));
    }

    #[test]
    fn any_mixture_of_markup_renders_safely(
        parts in prop::collection::vec(prop::sample::select(MARKUP.to_vec()), 0..30)
    ) {
        let text = parts.concat();
        let page = page(&text);
        prop_assert!(!is_dangerous(&page.html), "{}", page.html);
        for flaw in &page.flaws {
            prop_assert!(flaw.offset <= text.len());
        }
    }
}

const MARKUP: [&str; 32] = [
    "\n",
    "\n\n",
    "  ",
    "a",
    "é",
    "# ",
    "## ",
    "> ",
    "> [!NOTE]\n",
    "- ",
    "- [ ] ",
    "- [x] ",
    "1. ",
    "```\n",
    "|",
    "---|",
    "*",
    "**",
    "~~",
    "`",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "<b>",
    "<script>",
    "javascript:",
    "&#10;",
    "\\",
    "\r\n",
];
