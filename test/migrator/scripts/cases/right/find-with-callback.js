// script: login
function login(email, password, callback) {
  require('mongodb').MongoClient.connect(configuration.URL, function (err, client) {
    if (err) return callback(err);
    client.db().collection('people').find({ mail: email }, function (err, people) {
      client.close();
      if (err) return callback(err);
      if (people.length === 0) return callback(new WrongUsernameOrPasswordError(email));
      require('bcrypt').compare(password, people[0].hash, function (err, isRight) {
        if (err) return callback(err);
        if (!isRight) return callback(new WrongUsernameOrPasswordError(email));
        callback(null, { user_id: people[0]._id.toString(), email: people[0].mail });
      });
    });
  });
}
