// script: get_user
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_SQL_INJECTION
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function getByEmail(email, callback) {
  require('mongodb').MongoClient.connect(configuration.URL, function (err, client) {
    if (err) return callback(err);
    client.db().collection('people').findOne({ $where: "this.mail == '" + email + "'" }, function (err, person) {
      if (err) return callback(err);
      if (!person) return callback(null);
      callback(null, { user_id: person._id.toString(), email: person.mail });
    });
  });
}
