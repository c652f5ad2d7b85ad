//! Options of signing in: whether library cards are taken, and which OpenID provider.

use super::{Provider, Settings};
use crate::account::Ways;
use crate::messages::config::{PublicUrl, Secret, secret};
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args};
use jaettu_domain::account::groups::GroupRule;
use std::path::PathBuf;

/// How people sign in.
#[derive(Args, Debug)]
#[group(id = "sign_in")]
pub struct Options {
    /// Whether people sign in with library card and PIN.
    #[arg(
        long,
        env = "JAETTU_CARD_SIGN_IN",
        default_value_t = true,
        action = ArgAction::Set,
        value_parser = BoolishValueParser::new()
    )]
    card_sign_in: bool,
    /// OpenID provider, https://…, exactly as it calls itself.
    #[arg(long, env = "JAETTU_OIDC_ISSUER", requires = "oidc_client_id")]
    oidc_issuer: Option<String>,
    /// What the provider calls this service.
    #[arg(long, env = "JAETTU_OIDC_CLIENT_ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,
    /// Secret that the provider has given to this service.
    #[arg(long, env = "JAETTU_OIDC_CLIENT_SECRET", hide_env_values = true)]
    oidc_client_secret: Option<Secret>,
    /// File that holds the secret.
    #[arg(
        long,
        env = "JAETTU_OIDC_CLIENT_SECRET_FILE",
        conflicts_with = "oidc_client_secret"
    )]
    oidc_client_secret_file: Option<PathBuf>,
    /// What is asked of the provider.
    #[arg(long, env = "JAETTU_OIDC_SCOPES", default_value = "openid profile email")]
    oidc_scopes: String,
    /// What members of the city's groups are: group=role, group=staff:library+library or group=staff:all; may be repeated,
    /// or parted by commas.
    #[arg(long, env = "JAETTU_OIDC_STAFF_GROUPS", value_delimiter = ',')]
    oidc_staff_groups: Vec<GroupRule>,
}

impl Options {
    /// The ways of signing in; `site` tells where readers find the service.
    pub fn ways(&self, site: impl FnOnce() -> Result<PublicUrl, String>) -> Result<Ways, String> {
        let (Some(issuer), Some(client_id)) = (&self.oidc_issuer, &self.oidc_client_id) else {
            return if self.card_sign_in {
                Ok(Ways::default())
            } else {
                Err("nobody could sign in: without cards --oidc-issuer is needed".to_owned())
            };
        };
        if !self.oidc_scopes.split(' ').any(|scope| scope == "openid") {
            return Err("--oidc-scopes must have openid".to_owned());
        }
        let settings = Settings {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            secret: secret(
                self.oidc_client_secret.as_ref(),
                self.oidc_client_secret_file.as_deref(),
            )?,
            scopes: self.oidc_scopes.clone(),
            site: site()?.as_str().to_owned(),
            groups: self.oidc_staff_groups.clone(),
        };
        Ok(Ways {
            card: self.card_sign_in,
            openid: Some(Provider::new(settings)?),
        })
    }
}
