//! Things that Finnish libraries lend, as a catalogue would describe them.

use crate::search::Document;

/// Finnish, Swedish and English names; synonyms; category; description.
type Thing = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const THINGS: [Thing; 64] = [
    ("Porakone", "Borrmaskin", "Drill", "akkuporakone, ruuvinväännin", "Työkalut", "Sopii puuhun ja metalliin. Mukana laturi ja terät."),
    ("Iskuporakone", "Slagborrmaskin", "Hammer drill", "betonipora", "Työkalut", "Reikien poraamiseen betoniin ja tiileen."),
    ("Ompelukone", "Symaskin", "Sewing machine", "saumakone", "Käsityöt", "Perusompeluun. Ota mukaan omat langat."),
    ("Saumuri", "Overlockmaskin", "Overlocker", "overlock", "Käsityöt", "Neljän langan kone joustaville kankaille."),
    ("Kosteusmittari", "Fuktmätare", "Moisture meter", "", "Mittarit", "Mittaa puun ja seinien kosteutta."),
    ("Sykemittari", "Pulsmätare", "Heart rate monitor", "sykevyö", "Mittarit", "Rannekello ja vyö."),
    ("Sähkönkulutusmittari", "Elmätare", "Energy meter", "energiamittari", "Mittarit", "Kertoo laitteen kulutuksen."),
    ("Verenpainemittari", "Blodtrycksmätare", "Blood pressure monitor", "", "Terveys", "Olkavarsimalli."),
    ("Kitara", "Gitarr", "Guitar", "akustinen kitara", "Soittimet", "Nailonkieliset, sopii aloittelijalle."),
    ("Bassokitara", "Basgitarr", "Bass guitar", "basso", "Soittimet", "Nelikielinen, lyhyt kaula."),
    ("Ukulele", "Ukulele", "Ukulele", "", "Soittimet", "Sopraano, pehmeä pussi mukana."),
    ("Viulu", "Fiol", "Violin", "", "Soittimet", "Täysikokoinen, jousi ja hartsi mukana."),
    ("Kantele", "Kantele", "Kantele", "", "Soittimet", "Viisikielinen."),
    ("Digitaalipiano", "Digitalpiano", "Digital piano", "sähköpiano, kosketinsoitin", "Soittimet", "88 painotettua kosketinta."),
    ("Cajon-rumpu", "Cajon", "Cajon drum", "laatikkorumpu", "Soittimet", "Istutaan päällä."),
    ("Murtomaasukset", "Längdskidor", "Cross-country skis", "hiihtosukset", "Talviurheilu", "Pitopohja, sidokset NNN."),
    ("Laskettelusukset", "Slalomskidor", "Downhill skis", "lasketteluvarusteet", "Talviurheilu", "Lasten koko, sauvat erikseen."),
    ("Lumikengät", "Snöskor", "Snowshoes", "", "Talviurheilu", "Kantavuus 90 kg."),
    ("Retkiluistimet", "Långfärdsskridskor", "Tour skates", "luistimet", "Talviurheilu", "Kiinnitetään omiin monoihin."),
    ("Pulkka", "Pulka", "Sledge", "ahkio", "Talviurheilu", "Lapsille ja tavaroille."),
    ("Rattikelkka", "Rattkälke", "Steering sled", "stiga", "Talviurheilu", "Ohjattava."),
    ("Kävelysauvat", "Gångstavar", "Walking poles", "sauvakävelysauvat", "Liikunta", "Säädettävä pituus."),
    ("SUP-lauta", "SUP-bräda", "Paddle board", "seisten melonta", "Liikunta", "Puhallettava, pumppu ja mela."),
    ("Kahvakuula", "Kettlebell", "Kettlebell", "", "Liikunta", "12 kg."),
    ("Frisbeegolf-kiekot", "Discgolfdiscar", "Disc golf discs", "frisbee", "Liikunta", "Kolme kiekkoa."),
    ("Mölkky", "Mölkky", "Mölkky", "heittopeli", "Pelit", "Puiset keilat."),
    ("Lautapeli", "Brädspel", "Board game", "seurapeli", "Pelit", "Koko perheelle."),
    ("Shakki", "Schack", "Chess", "šakki", "Pelit", "Lauta ja nappulat."),
    ("Pelikuula", "Spelkula", "Marble", "", "Leikki", "Lasinen."),
    ("Petankkikuulat", "Petanqueklot", "Boules", "petanque", "Pelit", "Kuusi kuulaa ja snadi."),
    ("Krokettipeli", "Krocketspel", "Croquet", "", "Pelit", "Mailat ja portit."),
    ("Tikkaat", "Stege", "Ladder", "nojatikkaat", "Työkalut", "Kolme metriä, alumiinia."),
    ("Työkalupakki", "Verktygslåda", "Tool box", "työkalusarja", "Työkalut", "Vasara, pihdit, meisselit."),
    ("Vatupassi", "Vattenpass", "Spirit level", "", "Työkalut", "60 cm."),
    ("Pistosaha", "Sticksåg", "Jigsaw", "kuviosaha", "Työkalut", "Kaareviin leikkauksiin."),
    ("Hiomakone", "Slipmaskin", "Sander", "epäkeskohiomakone", "Työkalut", "Hiekkapaperit itse."),
    ("Kuumailmapuhallin", "Varmluftspistol", "Heat gun", "", "Työkalut", "Maalin poistoon."),
    ("Kottikärryt", "Skottkärra", "Wheelbarrow", "", "Puutarha", "Kumipyörä."),
    ("Nokkakärry", "Säckkärra", "Hand truck", "kärryt, kuljetuskärryt", "Kuljetus", "Kantaa 150 kg muutossa."),
    ("Pensassakset", "Häcksax", "Hedge shears", "oksasakset", "Puutarha", "Pitkät varret."),
    ("Lehtipuhallin", "Lövblås", "Leaf blower", "", "Puutarha", "Akkukäyttöinen."),
    ("Harava", "Kratta", "Rake", "", "Puutarha", "Lehdille."),
    ("Omenapuristin", "Fruktpress", "Apple press", "mehupuristin", "Keittiö", "Mehua omista omenoista."),
    ("Mehulinko", "Råsaftcentrifug", "Juicer", "mehustin", "Keittiö", "Helppo pestä."),
    ("Vohvelirauta", "Våffeljärn", "Waffle iron", "", "Keittiö", "Sydämen muotoiset vohvelit."),
    ("Juhla-astiasto", "Festservis", "Party tableware", "astiat, lautaset, lasit", "Keittiö", "24 hengelle."),
    ("Kahvinkeitin", "Kaffebryggare", "Coffee maker", "suurkeitin", "Keittiö", "40 kupillista."),
    ("Sähkövatkain", "Elvisp", "Hand mixer", "", "Keittiö", "Viisi nopeutta."),
    ("Teltta", "Tält", "Tent", "retkiteltta, kupoliteltta", "Retkeily", "Kahdelle hengelle."),
    ("Rinkka", "Vandringsryggsäck", "Hiking backpack", "reppu", "Retkeily", "65 litraa, sadesuoja."),
    ("Makuupussi", "Sovsäck", "Sleeping bag", "", "Retkeily", "Kolme vuodenaikaa."),
    ("Retkikeitin", "Stormkök", "Camping stove", "trangia", "Retkeily", "Spriillä, polttoaine itse."),
    ("Riippumatto", "Hängmatta", "Hammock", "", "Retkeily", "Kiinnitysliinat mukana."),
    ("Kaukoputki", "Teleskop", "Telescope", "tähtikaukoputki", "Luonto", "Peili 130 mm."),
    ("Kiikarit", "Kikare", "Binoculars", "", "Luonto", "8x42 lintujen katseluun."),
    ("Polkupyörän pumppu", "Cykelpump", "Bicycle pump", "jalkapumppu", "Pyöräily", "Painemittari."),
    ("Tavarapyörä", "Lastcykel", "Cargo bike", "laatikkopyörä", "Pyöräily", "Kaksi lasta tai neljä kassia."),
    ("Videotykki", "Videoprojektor", "Projector", "dataprojektori, projektori", "Elektroniikka", "HDMI ja valkokangas."),
    ("Järjestelmäkamera", "Systemkamera", "System camera", "kamera", "Elektroniikka", "Kaksi objektiivia."),
    ("Play Station 5", "Play Station 5", "PlayStation 5", "pelikonsoli", "Elektroniikka", "Kaksi ohjainta."),
    ("Kaiutin", "Högtalare", "Speaker", "bluetooth-kaiutin", "Elektroniikka", "Sopii kitaroille ja puheelle."),
    ("Kuulokkeet", "Hörlurar", "Headphones", "vastamelukuulokkeet", "Elektroniikka", "Langattomat."),
    ("Rumpukalvo", "Trumskinn", "Drumhead", "", "Varaosat", "Vararumpuihin."),
    ("Kirkasvalolamppu", "Ljusterapilampa", "Light therapy lamp", "", "Terveys", "10 000 luksia."),
];

/// The Finnish names, in document order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    THINGS.iter().map(|thing| thing.0)
}

/// The whole catalogue.
pub(super) fn documents() -> impl Iterator<Item = Document> {
    THINGS
        .iter()
        .map(|(fi, sv, en, synonyms, category, text)| Document {
            titles: vec![(*fi).to_owned(), (*sv).to_owned(), (*en).to_owned()],
            synonyms: synonyms.split(", ").map(str::to_owned).collect(),
            keywords: vec![(*category).to_owned()],
            text: vec![(*text).to_owned()],
        })
}
