"""How Sphinx makes the site for users: one build for each language, of the folder of its name.

`installer/build.py docs` runs it and gives language and version.
"""

project = "Kumonote"
project_copyright = "Kumonote"
extensions = ["myst_parser"]
exclude_patterns: list[str] = []
nitpicky = True
highlight_language = "none"

myst_links_external_new_tab = False

html_theme = "furo"
html_title = "Kumonote"
html_static_path = ["static"]
html_css_files = ["pictures.css"]
templates_path = ["templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "language.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False
html_theme_options = {"top_of_page_buttons": []}
