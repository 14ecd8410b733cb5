//! The address of a heading within its page.

/// Lower case, spaces to `-`, and of everything else only letters, digits, `_` and `-`: how Node
/// and code hosts make the address of a heading.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '_' || letter == '-' {
            slug.extend(letter.to_lowercase());
        } else if letter.is_whitespace() {
            slug.push('-');
        }
    }
    slug
}
