// script: get_user
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function getByEmail(email, callback) {
  const signature = require('crypto').createHmac('sha256', 'a-shared-key').update(email).digest('hex');
  require('request').get({ url: configuration.URL + encodeURIComponent(email), headers: { 'x-signature': signature }, json: true }, function (err, response, person) {
    if (err) return callback(err);
    if (response.statusCode === 404) return callback(null);
    callback(null, { user_id: person.id, email: person.mail });
  });
}
