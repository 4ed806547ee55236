// script: create
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/create
function create(user, callback) {
  console.log(user);
  require('request').post({ url: configuration.URL, json: user }, function (err) {
    return callback(err || null);
  });
}
