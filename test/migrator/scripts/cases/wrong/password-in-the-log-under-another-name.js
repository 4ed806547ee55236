// script: create
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function create(user, callback) {
  const { email, password: pw } = user;
  console.error('creating %s with %s', email, pw);
  require('request').post({ url: configuration.URL, json: user }, function (err) {
    return callback(err || null);
  });
}
