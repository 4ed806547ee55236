// script: get_user
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function getByEmail(email, callback) {
  const url = 'https://api.example.com/people?api_key=4f9d1c77aa20&mail=';
  require('request').get({ url: url + encodeURIComponent(email), json: true }, function (err, response, person) {
    if (err) return callback(err);
    if (response.statusCode === 404) return callback(null);
    callback(null, { user_id: person.id, email: person.mail });
  });
}
