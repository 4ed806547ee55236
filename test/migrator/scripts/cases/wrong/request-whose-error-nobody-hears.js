// script: get_user
// finds: SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getByEmail(email, callback) {
  const https = require('https');
  https.get(configuration.URL + encodeURIComponent(email), (res) => {
    let text = '';
    res.on('data', (chunk) => { text += chunk; });
    res.on('end', () => {
      if (res.statusCode === 404) return callback(null);
      const u = JSON.parse(text);
      callback(null, { user_id: u.id, email: u.email });
    });
  });
}
