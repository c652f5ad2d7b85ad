//! Actions and indicators as cards, and the sign of a state.

use crate::locale::{language, path, t, text};
use jaettu_domain::programme::action::State;
use jaettu_domain::programme::api::{ActionCard, ActionRef, IndicatorCard};
use jaettu_domain::programme::identifier::ActionId;
use jaettu_domain::text::Text;
use jaettu_words::figure::task_bar;
use jaettu_words::programme::tone;
use leptos::prelude::*;

/// Address of an action's page.
pub fn action_path(identifier: &ActionId) -> String {
    path(&["/programme/actions/", identifier.as_str()].concat())
}

/// Address of an indicator's page.
pub fn indicator_path(id: &str) -> String {
    path(&["/programme/indicators/", id].concat())
}

/// The language a text is really in, where it is not the page's.
pub fn other_language(words: &Text) -> Option<&'static str> {
    let own = words.language_of(language());
    (own != language()).then(|| own.code())
}

/// A text in paragraphs.
pub fn paragraphs(words: &Text) -> AnyView {
    let lang = other_language(words);
    let parts = words
        .get(language())
        .split("\n\n")
        .filter(|part| !part.is_empty());
    parts
        .map(|part| view! { <p lang=lang>{part.to_owned()}</p> })
        .collect_view()
        .into_any()
}

/// A state in words, with its reason and its sign.
pub fn state(state: State, reason: &str, class: &str) -> AnyView {
    let reason = if reason.is_empty() {
        String::new()
    } else {
        [": ", reason].concat()
    };
    let class = ["j-state j-state--", tone(state), class].concat();
    view! { <p class=class><span><b>{t().action_state(state)}</b>{reason}</span></p> }.into_any()
}

/// An action in a list.
pub fn action_card(card: &ActionCard) -> AnyView {
    let theme = card
        .categories
        .first()
        .map(|category| [" · ", &text(&category.name)].concat());
    let example = card.example.then(|| [" · ", t().programme_example()].concat());
    view! {
        <li class="j-card j-card--action">
            <div class="j-card__body">
                <p class="j-card__meta">{card.identifier.to_string()}{theme}{example}</p>
                <h3 class="j-card__title">
                    <a href=action_path(&card.identifier) lang=other_language(&card.name)>{text(&card.name)}</a>
                </h3>
                {state(card.status.state, &t().main_reason(&card.status), "")}
                <div inner_html=task_bar(&card.tally)></div>
                <p class="j-quiet">{t().card_line(card)}</p>
            </div>
        </li>
    }
    .into_any()
}

/// An indicator in a list.
pub fn indicator_card(card: &IndicatorCard) -> AnyView {
    let words = t();
    let late = card.update_late.then(|| {
        let date = card
            .next_update
            .map(jaettu_domain::time::date_text)
            .unwrap_or_default();
        [". ", &words.programme_update_late(&date)].concat()
    });
    view! {
        <li class="j-indicator">
            <h3 class="j-card__title"><a href=indicator_path(card.id.as_str())>{text(&card.name)}</a></h3>
            <p>{words.indicator_line(card)}</p>
            <div inner_html=words.sparkline(card)></div>
            <p class="j-quiet">
                {words.pace_status(card.figures.status)}{late}
                {card.example.then(|| [" · ", words.programme_example()].concat())}
            </p>
        </li>
    }
    .into_any()
}

/// Actions as links.
pub fn links(actions: &[ActionRef]) -> AnyView {
    let link = |action: &ActionRef| {
        let name = [action.identifier.as_str(), " ", &text(&action.name)].concat();
        view! { <li><a href=action_path(&action.identifier)>{name}</a></li> }
    };
    view! { <ul class="j-list">{actions.iter().map(link).collect_view()}</ul> }.into_any()
}

/// The shape of a list of cards.
pub fn skeleton() -> AnyView {
    let line = |class: &'static str| view! { <div class=["j-skeleton j-skeleton--", class].concat()></div> };
    let card = || {
        view! {
            <li class="j-card j-card--action">
                <div class="j-card__body">{line("short")}{line("name")}{line("line")}{line("line")}</div>
            </li>
        }
    };
    view! { <ul class="j-cards" role="list">{(0..4).map(|_| card()).collect_view()}</ul> }.into_any()
}
